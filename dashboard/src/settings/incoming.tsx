import type { Project } from "../api/types";
import { mayManage } from "../app-context";
import { DeadLetters } from "./dead-letters";
import { Drops } from "./drops";
import { Quality } from "./quality";

/** Who sends, and what came in and is in no number. */
export function Incoming({ project }: { project: Project }) {
  return (
    <>
      <Quality project={project} />
      <Drops project={project} />
      {mayManage() && <DeadLetters project={project} />}
    </>
  );
}
