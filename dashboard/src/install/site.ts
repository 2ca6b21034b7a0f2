import type { Project } from "../api/types";
import type { Site } from "../model/snippet";
import { ROOT } from "../root";

export const SERVER = location.origin + ROOT;

export const siteOf = (project: Project): Site => ({
  server: SERVER,
  prefixed: ROOT !== "",
  key: project.public_key,
  honours: project.honour_privacy_signals,
});
