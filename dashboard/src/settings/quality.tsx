import type { Project, ReasonQuality, SdkQuality, Quality as Told } from "../api/types";
import { formatExact, formatInstant } from "../model/format";
import { rejectionName, skewSummary, splitSdk } from "../model/quality";
import { ErrorNotice } from "../parts/notice";
import { Empty, Section, Waiting } from "../parts/section";
import { Cell, Table } from "../parts/table";
import { useQuality } from "./quality-data";
import { Reason } from "./reason";
import { Samples } from "./samples";

const COLUMNS = [
  { label: "Sender", className: "w-auto" },
  { label: "Events", className: "w-24" },
  { label: "Clock", className: "w-40 max-sm:hidden" },
  { label: "Last seen", className: "w-40 max-sm:hidden" },
];

export function Quality({ project }: { project: Project }) {
  const { data, error, refetch } = useQuality(project.id);
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
          <Refused reasons={told.rejected} zone={project.timezone} />
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

function Refused({ reasons, zone }: { reasons: ReasonQuality[]; zone: string }) {
  if (reasons.length === 0) return <Empty>Nothing was refused.</Empty>;
  const total = reasons.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className="divide-y divide-line border-t border-line">
      {reasons.map(({ reason, count, last_seen, samples }) => (
        <Reason
          key={reason}
          name={rejectionName(reason)}
          count={count}
          share={count / total}
          last={last_seen ? formatInstant(last_seen, zone) : undefined}
        >
          <Samples of={rejectionName(reason)} samples={samples} />
        </Reason>
      ))}
    </div>
  );
}
