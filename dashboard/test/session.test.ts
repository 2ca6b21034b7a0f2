import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createApi } from "../src/api/client";
import { ProblemError } from "../src/api/problem";
import { createSession } from "../src/api/session";

/** Like the real one: access tokens last until they expire, a refresh token works once. */
class Server {
  refreshes = 0;
  valid = new Set<string | null>();
  refresh = "refresh-0";
  calls: string[] = [];
  down = false;

  answer = async (path: string, init: RequestInit): Promise<Response> => {
    this.calls.push(path);
    if (this.down) throw new TypeError("Failed to fetch");
    await Promise.resolve();
    if (path.endsWith("/refresh")) return this.rotate(JSON.parse(String(init.body)).refresh_token);
    if (path.endsWith("/logout")) return new Response(null, { status: 204 });
    const sent = new Headers(init.headers).get("authorization");
    return this.valid.has(sent) ? Response.json({ id: "u" }) : refusal(401);
  };

  private rotate(token: string): Response {
    if (token !== this.refresh) return refusal(401);
    this.refreshes++;
    const access = `access-${this.refreshes}`;
    this.valid.add(`Bearer ${access}`);
    this.refresh = `refresh-${this.refreshes}`;
    const user = { id: "u", email: "ada@example.com", name: "Ada", role: "owner" };
    return Response.json({ access_token: access, refresh_token: this.refresh, user });
  }
}

const refusal = (status: number) =>
  new Response(JSON.stringify({ type: "about:blank", title: "No", status, detail: "No." }), {
    status,
    headers: { "content-type": "application/problem+json" },
  });

class MemoryStorage extends Map<string, string> {
  getItem = (key: string) => this.get(key) ?? null;
  setItem = (key: string, value: string) => void this.set(key, value);
  removeItem = (key: string) => void this.delete(key);
}

/** Locks shared by the tabs of a test. */
function locks() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(task: () => Promise<T>): Promise<T> => {
    const mine = last.then(task, task);
    last = mine.catch(() => {});
    return mine;
  };
}

let server: Server;
let storage: MemoryStorage;
const tab = (exclusive = locks()) => {
  const session = createSession(storage as unknown as Storage, "", exclusive);
  return { session, api: createApi(session) };
};

beforeEach(() => {
  server = new Server();
  storage = new MemoryStorage([["insights.refresh", "refresh-0"]]);
  vi.stubGlobal("fetch", server.answer);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the session", () => {
  it("refreshes once for calls made together, and each gets its answer", async () => {
    const { api } = tab();
    expect(await Promise.all([api.me(), api.me(), api.me()])).toHaveLength(3);
    expect(server.refreshes).toBe(1);
    expect(storage.get("insights.refresh")).toBe("refresh-1");
  });

  it("keeps the access token out of storage", async () => {
    await tab().api.me();
    expect([...storage.values()]).toEqual(["refresh-1"]);
  });

  it("signs a call anew when its access token has expired, once for all that hold it", async () => {
    const { api } = tab();
    await api.me();
    server.valid.clear();
    await Promise.all([api.me(), api.me()]);
    expect(server.refreshes).toBe(2);
  });

  it("never uses a refresh token twice, also from two tabs at once", async () => {
    const shared = locks();
    await Promise.all([tab(shared).api.me(), tab(shared).api.me()]);
    expect(server.refreshes).toBe(2);
    expect(storage.get("insights.refresh")).toBe("refresh-2");
  });

  it("ends when the server takes the refresh token no more, and says so", async () => {
    storage.set("insights.refresh", "used");
    const { session, api } = tab();
    const told = vi.fn();
    session.onChange(told);
    await expect(api.me()).rejects.toMatchObject({ status: 401 });
    expect(session.signedIn()).toBe(false);
    expect(told).toHaveBeenCalled();
  });

  it("goes on after the server could not be reached", async () => {
    const { session, api } = tab();
    server.down = true;
    await expect(api.me()).rejects.toThrow(ProblemError);
    expect(session.signedIn()).toBe(true);
    server.down = false;
    expect(await api.me()).toEqual({ id: "u" });
  });

  it("ends here when it was ended in another tab", async () => {
    const [one, other] = [tab(), tab()];
    await one.api.me();
    await other.session.signOut();
    one.session.lookAgain();
    expect(one.session.signedIn()).toBe(false);
    await expect(one.api.me()).rejects.toMatchObject({ status: 401 });
  });

  it("is forgotten here before the server is told of the end", async () => {
    const { session } = tab();
    server.down = true;
    await session.signOut();
    expect(session.signedIn()).toBe(false);
    expect(server.calls).toEqual(["/api/v1/auth/logout"]);
  });
});

describe("a problem", () => {
  it("names the field that it is about", () => {
    const errors = [{ path: "domain", message: "must be a hostname" }];
    const error = new ProblemError({ type: "x", title: "Invalid", status: 400, errors });
    expect(error.about("domain")).toBe("must be a hostname");
    expect(error.about("name")).toBeUndefined();
    expect(error.message).toBe("Invalid");
  });
});
