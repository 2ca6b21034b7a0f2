// A React application with two pages, one of which knows who is there.
import { InsightsProvider, useIdentify, useInsights } from "@insights/tracker/react";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

declare const SERVER: string;
declare const PROJECT: string;

function Shop() {
  const insights = useInsights();
  const [user, setUser] = useState<string | null>(null);
  useIdentify(user, { plan: "pro" });
  const buy = () => insights("bought", { revenue: { amount: 12.5, currency: "EUR" } });
  return (
    <>
      <button type="button" onClick={() => setUser("ada")}>
        Sign in
      </button>
      <button type="button" onClick={() => setUser(null)}>
        Sign out
      </button>
      <button type="button" onClick={() => history.pushState({}, "", "/second")}>
        Next
      </button>
      <button type="button" onClick={buy}>
        Buy
      </button>
    </>
  );
}

createRoot(document.body.appendChild(document.createElement("main"))).render(
  <StrictMode>
    <InsightsProvider project={PROJECT} server={SERVER}>
      <Shop />
    </InsightsProvider>
  </StrictMode>,
);
