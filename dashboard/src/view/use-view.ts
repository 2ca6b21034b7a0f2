// The view that the address holds, and the questions' scope that follows from it.

import { useState } from "react";
import { useSearchParams } from "wouter";
import type { Project } from "../api/types";
import { type Day, daysBetween, today as todayIn } from "../model/dates";
import { dateRange, daysOf, defaultPeriod, type Period } from "../model/period";
import { shiftPeriod } from "../model/shift";
import { type Compare, comparisonOf, readView, type View, writeView } from "../model/view";
import type { Scope } from "../overview/questions";

/** `compare` is what is compared with while nothing was chosen. */
export function useView(project: Project, firstDay: Day, compare: Compare = "none") {
  const [search, setSearch] = useSearchParams();
  const [today] = useState(() => todayIn(new Date(), project.timezone));
  const view = readView(search);
  const change = (part: Partial<View>) =>
    setSearch(writeView({ ...view, ...part }, new URLSearchParams(search)));

  const period = view.period ?? defaultPeriod(firstDay, today);
  const range = dateRange(period, today);
  const days = daysOf(period, today, firstDay);
  const against = view.compare ?? compare;
  const comparison = comparisonOf(against, range);
  const scope: Scope = { project, dateRange: range, filters: view.filters, comparison };
  const choose = (next: Period) => change({ period: next, unit: undefined });
  return {
    view,
    change,
    scope,
    search,
    setSearch,
    length: daysBetween(days.from, days.to),
    picker: {
      period,
      days,
      today,
      before: shiftPeriod(period, days, today, -1),
      after: shiftPeriod(period, days, today, 1),
      onChange: choose,
    },
    comparing: {
      compare: against,
      days,
      today,
      onChange: (next: Compare) => change({ compare: next }),
    },
  };
}
