import { useState } from "react";
import type { Project } from "../api/types";
import { type Product, products } from "../model/switching";
import { Code } from "../parts/code";
import { Section } from "../parts/section";
import { Tabs } from "../parts/tabs";
import { SERVER } from "./site";

/** For who has another product's SDK in place already. */
export function Switching({ project }: { project: Project }) {
  const [chosen, setChosen] = useState(0);
  const { public_key: key, domain, aliases } = project;
  const all = products({ server: SERVER, key, domain, aliases });
  const { note, senders } = all[chosen] as Product;
  return (
    <Section
      title="Switch from another product"
      lead="Its SDKs work here as they are: change where they send."
    >
      <div className="px-5 pb-5">
        <div className="-ml-2 overflow-x-auto">
          <Tabs
            label="Products"
            labels={all.map(({ name }) => name)}
            chosen={chosen}
            onChoose={setChosen}
          />
        </div>
        <p className="mt-3 text-sm text-muted">{note}</p>
        {senders.map(({ name, line }) => (
          <div key={name} className="mt-4">
            <h3 className="text-sm font-medium">{name}</h3>
            <Code text={line} what={`the line for ${name}`} />
          </div>
        ))}
      </div>
    </Section>
  );
}
