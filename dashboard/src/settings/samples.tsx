import type { Sample } from "../api/types";
import { sampleText } from "../model/quality";
import { CopyButton } from "../parts/copy-button";

/** Events as far as they are kept: which rule, and of each field what kind of value it had. */
export function Samples({ of, samples }: { of: string; samples: Sample[] }) {
  if (samples.length === 0) return null;
  return (
    <ul aria-label={`Examples: ${of}`} className="space-y-2 px-5 pt-1 pb-4">
      {samples.map((sample) => (
        <li
          key={JSON.stringify(sample)}
          className="rounded-lg border border-line bg-canvas p-3 max-sm:space-y-2 sm:flex sm:items-start sm:gap-3"
        >
          <div className="min-w-0 flex-1 font-mono text-xs leading-5 break-words">
            {sample.message && <p>{sample.message}</p>}
            <dl className="text-muted">
              {Object.entries(sample.fields).map(([field, kind]) => (
                <div key={field}>
                  <dt className="inline">{field}:</dt> <dd className="inline">{kind}</dd>
                </div>
              ))}
            </dl>
            {!sample.message && Object.keys(sample.fields).length === 0 && (
              <p>It could not be read.</p>
            )}
          </div>
          <CopyButton what="this example" text={sampleText(sample)} />
        </li>
      ))}
    </ul>
  );
}
