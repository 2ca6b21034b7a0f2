// Who belongs to the organization, who is asked to, and what was written to them.

import type { Project } from "../api/types";
import { session } from "../app-context";
import { Invitations } from "./invitations";
import { Mails } from "./mails";
import { MemberList } from "./member-list";

export function Members({ project }: { project: Project }) {
  return (
    <>
      <MemberList zone={project.timezone} />
      <Invitations zone={project.timezone} />
      {session.user()?.role === "owner" && <Mails zone={project.timezone} />}
    </>
  );
}
