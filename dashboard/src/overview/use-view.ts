// The view that the address holds, and the questions' scope that follows from it.

import { useState } from "react";
import { useSearchParams } from "wouter";
import type { Project } from "../api/types";
import { type Day, daysBetween, today as todayIn } from "../model/dates";
import { dateRange, daysOf, defaultPeriod, type Period } from "../model/period";
import { readView, type View, writeView } from "../model/view";
import type { Scope } from "./questions";

export function useView(project: Project, firstDay: Day) {
  const [search, setSearch] = useSearchParams();
  const [today] = useState(() => todayIn(new Date(), project.timezone));
  const view = readView(search);
  const change = (part: Partial<View>) => setSearch(writeView({ ...view, ...part }));

  const period = view.period ?? defaultPeriod(firstDay, today);
  const days = daysOf(period, today, firstDay);
  const scope: Scope = { project, dateRange: dateRange(period, today), filters: view.filters };
  const choose = (next: Period) => change({ period: next, unit: undefined });
  const picker = { period, days, today, onChange: choose };
  return { view, change, scope, length: daysBetween(days.from, days.to), picker };
}
