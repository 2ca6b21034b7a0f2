// The rows of the answer: ordered by a click on a column, narrowed to by a click on a value.

import type { UseQueryResult } from "@tanstack/react-query";
import { ProblemError } from "../api/problem";
import type { Answer, Filter, Query } from "../api/types";
import { isPlace } from "../model/dimensions";
import { fileName } from "../model/file-name";
import { LIMITS, type Report } from "../model/report";
import type { Scope } from "../overview/questions";
import { ColumnHead } from "../parts/column-head";
import { CsvButton } from "../parts/csv-button";
import { ErrorNotice } from "../parts/notice";
import { Pager } from "../parts/pager";
import { Empty, Section, Waiting } from "../parts/section";
import { Select } from "../parts/select";
import { PlacesSource } from "../places/source";
import { AnswerRow } from "./answer-row";
import { isTold } from "./question";

interface Props {
  scope: Scope;
  report: Report;
  query: Query;
  answer: UseQueryResult<Answer>;
  onAsk: (part: Partial<Report>) => void;
  onFilter: (filters: Filter[]) => void;
}

export function AnswerTable({ scope, report, query, answer, onAsk, onFilter }: Props) {
  const file = fileName(scope.project.domain, "analytics", scope.dateRange);
  return (
    <Section
      title="Answer"
      actions={
        <span className="flex items-center gap-2">
          <Select
            label="Rows on a page"
            value={report.limit}
            onChange={(event) =>
              onAsk({ limit: LIMITS.find((limit) => limit === Number(event.target.value)) ?? 25 })
            }
          >
            {LIMITS.map((limit) => (
              <option key={limit} value={limit}>
                {limit} rows
              </option>
            ))}
          </Select>
          <CsvButton what="the answer" query={query} file={file} />
        </span>
      }
    >
      <Rows {...{ scope, report, answer, onAsk, onFilter }} />
      {report.dimensions.some(isPlace) && <PlacesSource />}
    </Section>
  );
}

function Rows({ scope, report, answer, onAsk, onFilter }: Omit<Props, "query">) {
  const { data, error, isPlaceholderData, refetch } = answer;
  if (error && !data) {
    return error instanceof ProblemError && isTold(error) ? (
      <Empty>This cannot be asked: see what is said about the question.</Empty>
    ) : (
      <ErrorNotice error={error} onRetry={refetch} />
    );
  }
  if (!data) return <Waiting rows={8} />;
  if (data.results.length === 0) return <Empty>Nothing in this period.</Empty>;
  const columns = [...report.dimensions, ...report.metrics];
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keys */}
      <section aria-label="Rows" tabIndex={0} className="relative overflow-x-auto">
        <table
          className={`w-full border-t border-line text-sm ${isPlaceholderData ? "opacity-60" : ""}`}
        >
          <thead>
            <tr className="text-xs text-muted">
              {columns.map((column, index) => (
                <ColumnHead
                  key={column}
                  column={column}
                  order={report.order}
                  numeric={index >= report.dimensions.length}
                  className="px-2 py-2 whitespace-nowrap first:pl-5 last:pr-5"
                  onOrder={(order) => onAsk({ order })}
                />
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-t border-line">
            {data.results.map((row) => (
              <AnswerRow
                key={row.dimensions.join("\n")}
                {...{ row, report, filters: scope.filters, onFilter }}
              />
            ))}
          </tbody>
        </table>
      </section>
      <Pager
        offset={report.offset}
        limit={report.limit}
        total={data.meta.total_rows ?? data.results.length}
        onMove={(offset) => onAsk({ offset })}
      />
    </>
  );
}
