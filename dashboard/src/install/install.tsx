// How events get from a site into its project, until the first has come, and later among the settings.

import { useState } from "react";
import type { Project } from "../api/types";
import { NO_WISHES } from "../model/snippet";
import { WAYS, type Way } from "../model/ways";
import { Code } from "../parts/code";
import { Tabs } from "../parts/tabs";
import { siteOf } from "./site";
import { Status } from "./status";
import { Switching } from "./switching";
import { WishesForm } from "./wishes-form";

interface Props {
  project: Project;
  /** Absent: a link leads to the numbers. */
  onDone?: () => void;
}

export function Install({ project, onDone }: Props) {
  const [wishes, setWishes] = useState(NO_WISHES);
  const [chosen, setChosen] = useState(0);
  const way = WAYS[chosen] as Way;
  return (
    <div className="mx-auto max-w-3xl space-y-4">
      <section className="card p-5 sm:p-6" aria-label="Install">
        <h1 className="text-xl font-semibold tracking-tight">Install on {project.domain}</h1>
        <div className="mt-3 -ml-2 overflow-x-auto">
          <Tabs
            label="Ways to install"
            labels={WAYS.map(({ label }) => label)}
            chosen={chosen}
            onChoose={setChosen}
          />
        </div>
        <p className="mt-3 text-sm text-muted">{way.lead}</p>
        <Code text={way.code(siteOf(project), wishes)} what="the code" />
        {way.takes !== "none" && (
          <WishesForm
            wishes={wishes}
            forTag={way.takes === "all"}
            onChange={(part) => setWishes((before) => ({ ...before, ...part }))}
          />
        )}
        {way.own && (
          <>
            <p className="mt-5 text-sm text-muted">
              Page views are counted from then on. Anything else that matters is one call away:
            </p>
            <Code text={way.own} what="the call" />
          </>
        )}
      </section>
      <Status project={project} onDone={onDone} />
      <Switching project={project} />
    </div>
  );
}
