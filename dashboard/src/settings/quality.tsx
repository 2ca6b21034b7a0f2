import { useQuery } from "@tanstack/react-query";
import type { Project, ReasonQuality, SdkQuality, Quality as Told } from "../api/types";
import { api } from "../app-context";
import { formatExact, formatInstant } from "../model/format";
import { rejectionName, skewSummary, splitSdk } from "../model/quality";
import { ErrorNotice } from "../parts/notice";
import { Empty, Section, Waiting } from "../parts/section";
import { Cell, Table } from "../parts/table";

const COLUMNS = [
  { label: "Sender", className: "w-auto" },
  { label: "Events", className: "w-24" },
  { label: "Clock", className: "w-40 max-sm:hidden" },
  { label: "Last seen", className: "w-40 max-sm:hidden" },
];

export function Quality({ project }: { project: Project }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["quality", project.id],
    queryFn: () => api.quality(project.id),
  });
  const shown = (show: (told: Told) => React.ReactNode) => {
    if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
    return data ? show(data) : <Waiting />;
  };
  return (
    <>
      <Section
        title="Data quality"
        lead="Who sent events in the last 30 days (UTC), with which version, and how far their clocks are off."
      >
        {shown((told) => (
          <Senders told={told} zone={project.timezone} />
        ))}
      </Section>
      <Section
        title="Refused"
        lead="Events that broke a rule. Their senders were told; values are not kept. Open a reason for examples."
      >
        {shown((told) => (
          <Refused reasons={told.rejected} />
        ))}
      </Section>
    </>
  );
}

function Senders({ told, zone }: { told: Told; zone: string }) {
  if (told.sdks.length === 0) return <Empty>Nothing was sent.</Empty>;
  return (
    <>
      <Table label="Senders" columns={COLUMNS}>
        {told.sdks.map((sender) => (
          <Sender key={sender.sdk} sender={sender} zone={zone} />
        ))}
      </Table>
      {told.repeats > 0 && (
        <p className="px-5 py-3 text-sm text-muted">
          {formatExact(told.repeats, "count")} came again under the same id and were counted once.
        </p>
      )}
    </>
  );
}

function Sender({ sender, zone }: { sender: SdkQuality; zone: string }) {
  const { name, version } = splitSdk(sender.sdk);
  return (
    <tr>
      <Cell>
        <span className="font-medium break-words">{name}</span>{" "}
        <span className="text-muted">{version}</span>
      </Cell>
      <Cell>{formatExact(sender.events, "count")}</Cell>
      <Cell className="max-sm:hidden">{skewSummary(sender.clock_skew)}</Cell>
      <Cell className="max-sm:hidden">
        {sender.last_seen ? formatInstant(sender.last_seen, zone) : "–"}
      </Cell>
    </tr>
  );
}

function Refused({ reasons }: { reasons: ReasonQuality[] }) {
  if (reasons.length === 0) return <Empty>Nothing was refused.</Empty>;
  return (
    <div className="divide-y divide-line border-t border-line">
      {reasons.map((reason) => (
        <details key={reason.reason} className="text-sm">
          <summary className="flex cursor-pointer items-center gap-3 px-5 py-2.5 -outline-offset-2">
            <span className="mr-auto font-medium">{rejectionName(reason.reason)}</span>
            <span className="tabular-nums">{formatExact(reason.count, "count")}</span>
          </summary>
          <ul className="space-y-2 px-5 pb-3 text-muted">
            {reason.samples.map((sample) => (
              <li key={JSON.stringify(sample)} className="break-words">
                <p className="text-ink">{sample.message || "It could not be read."}</p>
                <p>
                  {Object.entries(sample.fields)
                    .map(([field, kind]) => `${field}: ${kind}`)
                    .join(", ")}
                </p>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </div>
  );
}
