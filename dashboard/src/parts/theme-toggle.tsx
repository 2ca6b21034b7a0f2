import { useState } from "react";
import { Icon, type IconName } from "./icons";

const CHOICES = ["system", "dark", "light"] as const;
type Choice = (typeof CHOICES)[number];
const ICONS: Record<Choice, IconName> = { system: "system", dark: "moon", light: "sun" };
const KEY = "insights.theme";

const stored = (): Choice =>
  CHOICES.find((choice) => choice === localStorage.getItem(KEY)) ?? "system";

/** Steps through system, dark and light; public/theme.js applies the choice, before the first paint too. */
export function ThemeToggle() {
  const [choice, setChoice] = useState(stored);
  const next = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] as Choice;
  const choose = () => {
    if (next === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
    dispatchEvent(new Event("insights:theme"));
    setChoice(next);
  };
  return (
    <button
      type="button"
      className="button button-quiet w-9 px-0"
      onClick={choose}
      aria-label={`Theme: ${choice}. Switch to ${next}.`}
      title={`Theme: ${choice}`}
    >
      <Icon name={ICONS[choice]} />
    </button>
  );
}
