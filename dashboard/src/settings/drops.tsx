import { useQuery } from "@tanstack/react-query";
import type { Project } from "../api/types";
import { api } from "../app-context";
import { byReason, type Dropped, reasonName } from "../model/drops";
import { formatDay, formatExact } from "../model/format";
import { ErrorNotice } from "../parts/notice";
import { Empty, Section, Waiting } from "../parts/section";
import { useQuality } from "./quality-data";
import { Reason } from "./reason";
import { Samples } from "./samples";

export function Drops({ project }: { project: Project }) {
  return (
    <Section
      title="Left out"
      lead="Events of the last 30 days (UTC) that were accepted and, by a rule, not counted. Open a reason for its days and for examples."
    >
      <Reasons project={project} />
    </Section>
  );
}

function Reasons({ project }: { project: Project }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["drops", project.id],
    queryFn: () => api.drops(project.id),
  });
  const { data: quality } = useQuality(project.id);
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!data) return <Waiting />;
  if (data.total === 0) return <Empty>Nothing was left out.</Empty>;
  return (
    <div className="divide-y divide-line border-t border-line">
      {byReason(data).map((dropped) => (
        <Reason
          key={dropped.reason}
          name={reasonName(dropped.reason)}
          count={dropped.count}
          share={dropped.count / data.total}
        >
          <Days dropped={dropped} />
          <Samples
            of={reasonName(dropped.reason)}
            samples={
              quality?.dropped.find(({ reason }) => reason === dropped.reason)?.samples ?? []
            }
          />
        </Reason>
      ))}
    </div>
  );
}

function Days({ dropped }: { dropped: Dropped }) {
  return (
    <table className="mb-2 w-full" aria-label={`${reasonName(dropped.reason)} by day`}>
      <thead className="sr-only">
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Events</th>
        </tr>
      </thead>
      <tbody>
        {dropped.days.map(({ day, count }) => (
          <tr key={day} className="text-muted">
            <td className="py-1 pl-10">{formatDay(day)}</td>
            <td className="py-1 pr-5 text-right tabular-nums">{formatExact(count, "count")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
