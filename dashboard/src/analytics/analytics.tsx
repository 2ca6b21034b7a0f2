// Any numbers by anything, as the query API answers them.

import { ProblemError } from "../api/problem";
import type { Project } from "../api/types";
import type { Day } from "../model/dates";
import { changeReport, type Report, readReport, reportQuery, writeReport } from "../model/report";
import { Footnote } from "../overview/footnote";
import { base, compared, useAnswer, useHistory } from "../overview/questions";
import { ErrorNotice } from "../parts/notice";
import { Toolbar } from "../view/toolbar";
import { useView } from "../view/use-view";
import { AnswerTable } from "./answer-table";
import { Drawing } from "./drawing";
import { Question } from "./question";

export function Analytics({ project }: { project: Project }) {
  const { data: history, error, refetch } = useHistory(project);
  if (error && !history) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!history) return <div className="skeleton h-96" role="status" aria-label="Loading" />;
  return <Numbers project={project} firstDay={history.firstDay} />;
}

function Numbers({ project, firstDay }: { project: Project; firstDay: Day }) {
  const page = useView(project, firstDay);
  const { change, scope, search, setSearch, length } = page;
  const report = readReport(search);
  const ask = (part: Partial<Report>) =>
    setSearch(writeReport(changeReport(report, part), new URLSearchParams(search)));
  const query = { ...base(scope), ...reportQuery(report), include: compared(scope) };
  const answer = useAnswer({
    ...query,
    include: { ...query.include, total_rows: true },
    pagination: { limit: report.limit, offset: report.offset },
  });
  const problem = answer.error instanceof ProblemError ? answer.error : undefined;
  return (
    <div className="space-y-4">
      <Toolbar title="Analytics" view={page} />
      <Question report={report} problem={problem} onAsk={ask} />
      {answer.data && <Drawing {...{ scope, report, answer: answer.data }} onAsk={ask} />}
      <AnswerTable
        {...{ scope, report, query, answer }}
        onAsk={ask}
        onFilter={(filters) => change({ filters })}
      />
      <Footnote project={project} answer={answer.data} at={answer.dataUpdatedAt} days={length} />
    </div>
  );
}
