// RFC 9457: what every refusal of the server looks like.

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  errors?: { path: string; message: string }[];
}

export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ProblemError";
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  /** What is wrong with one field of the body that was sent, or with something within it. */
  about(path: string): string | undefined {
    return this.allAbout(path)[0];
  }

  allAbout(path: string): string[] {
    const within = (error: string) =>
      error === path || error.startsWith(`${path}[`) || error.startsWith(`${path}.`);
    const found = this.problem.errors?.filter((error) => within(error.path)) ?? [];
    return [...new Set(found.map(({ message }) => message))];
  }
}

/** The server was not reached, or something between it and here answered in its place. */
export const UNREACHABLE: Problem = {
  type: "about:blank",
  title: "The server cannot be reached",
  status: 0,
  detail: "The server cannot be reached. Check the connection, then try again.",
};

export async function readProblem(answer: Response): Promise<ProblemError> {
  if (answer.headers.get("content-type")?.startsWith("application/problem+json")) {
    return new ProblemError((await answer.json()) as Problem);
  }
  return new ProblemError({
    type: "about:blank",
    title: answer.statusText || `Status ${answer.status}`,
    status: answer.status,
    detail: `The server answered with status ${answer.status} and no explanation.`,
  });
}
