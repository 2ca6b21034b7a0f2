// The calls about people: members, invitations, the own account.

import type { Call } from "./client";
import type {
  Invitation,
  Invited,
  Mail,
  Member,
  MemberStatus,
  NewMember,
  Page,
  Role,
  SessionInfo,
} from "./types";

export interface MemberSearch {
  search: string;
  status: MemberStatus | "";
  role: Role | "";
  limit: number;
  offset: number;
}

type SignIn = (path: string, body: unknown) => Promise<void>;

export const accountCalls = (call: Call, signIn: SignIn) => ({
  members: ({ limit, offset, ...sought }: MemberSearch) => {
    const named = Object.entries(sought).filter(([, value]) => value !== "");
    const query = new URLSearchParams(named);
    query.set("limit", String(limit));
    query.set("offset", String(offset));
    return call<Page<Member>>("GET", `/api/v1/users?${query}`);
  },
  addMember: (member: NewMember) => call<Member>("POST", "/api/v1/users", member),
  changeMember: (id: string, change: { name?: string; role?: Role }) =>
    call<Member>("PATCH", `/api/v1/users/${id}`, change),
  deactivateMember: (id: string) => call<Member>("POST", `/api/v1/users/${id}/deactivate`),
  activateMember: (id: string) => call<Member>("POST", `/api/v1/users/${id}/activate`),
  deleteMember: (id: string) => call<void>("DELETE", `/api/v1/users/${id}`),
  restoreMember: (id: string) => call<Member>("POST", `/api/v1/users/${id}/restore`),
  signMemberOut: (id: string) => call<void>("DELETE", `/api/v1/users/${id}/sessions`),

  invitations: () => call<Page<Invitation>>("GET", "/api/v1/invitations?limit=500"),
  invite: (body: { email: string; role: Role; name?: string }) =>
    call<Invitation>("POST", "/api/v1/invitations", body),
  resendInvitation: (id: string) => call<Invitation>("POST", `/api/v1/invitations/${id}/resend`),
  revokeInvitation: (id: string) => call<void>("DELETE", `/api/v1/invitations/${id}`),
  mails: (limit: number, offset: number) =>
    call<Page<Mail> & { kept: boolean }>("GET", `/api/v1/mails?limit=${limit}&offset=${offset}`),

  readInvitation: (token: string) => call<Invited>("POST", "/api/v1/auth/invitation", { token }),
  acceptInvitation: (body: { token: string; name?: string; password: string }) =>
    signIn("/api/v1/auth/invitation/accept", body),
  askForPasswordReset: (email: string) =>
    call<void>("POST", "/api/v1/auth/password-reset", { email }),
  resetPassword: (body: { token: string; password: string }) =>
    call<void>("POST", "/api/v1/auth/password-reset/confirm", body),

  me: () => call<Member>("GET", "/api/v1/auth/me"),
  changeMe: (change: { name: string }) => call<Member>("PATCH", "/api/v1/auth/me", change),
  changePassword: (body: { current_password: string; new_password: string }) =>
    call<void>("POST", "/api/v1/auth/password", body),
  sessions: () => call<Page<SessionInfo>>("GET", "/api/v1/auth/sessions"),
  endSession: (id: string) => call<void>("DELETE", `/api/v1/auth/sessions/${id}`),
  endOtherSessions: () => call<void>("DELETE", "/api/v1/auth/sessions"),
});
