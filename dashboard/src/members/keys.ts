import { queryClient } from "../app-context";

export const MEMBERS = ["members"];
export const INVITATIONS = ["invitations"];

export const membersChanged = () => queryClient.invalidateQueries({ queryKey: MEMBERS });
/** A letter goes with an invitation. */
export const invitationsChanged = () =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: INVITATIONS }),
    queryClient.invalidateQueries({ queryKey: ["mails"] }),
  ]);
