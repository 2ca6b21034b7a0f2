import { useEffect, useState } from "react";
import { api } from "../app-context";
import { ROOT } from "../root";
import { type Live, NOTHING_YET, take } from "./messages";
import { follow } from "./stream";

const address = (project: string, ticket: string) =>
  `${location.origin.replace(/^http/, "ws")}${ROOT}/api/v1/projects/${project}/live/stream?ticket=${ticket}`;

/** What happens in a project now, for as long as the component is shown. */
export function useLive(project: string): Live {
  const [live, setLive] = useState(NOTHING_YET);
  useEffect(() => {
    setLive(NOTHING_YET);
    return follow({
      ticket: async () => (await api.liveTicket(project)).ticket,
      connect: (ticket) => new WebSocket(address(project, ticket)),
      onMessage: (message) => setLive((before) => take(before, message)),
      onInterruption: () => setLive((before) => ({ ...before, connected: false })),
    });
  }, [project]);
  return live;
}
