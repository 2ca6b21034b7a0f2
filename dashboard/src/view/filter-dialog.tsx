// One filter: a condition, or several of which one must hold. The server is asked whether it can be.

import { useState } from "react";
import type { Condition, Filter } from "../api/types";
import { api } from "../app-context";
import { conditionsOf, filterOf, isGroup } from "../model/filters";
import { base, type Scope } from "../overview/questions";
import { Dialog } from "../parts/dialog";
import { Form } from "../parts/form";
import { Icon } from "../parts/icons";
import { ConditionFields } from "./condition-fields";
import { withTyped } from "./values-field";

const nameOf = (index: number) => `value ${index}`;

const NEW: Condition = ["is", "event:page", []];

interface Props {
  scope: Scope;
  /** Absent for a new one. */
  filter: Filter | undefined;
  onApply: (filter: Filter) => void;
  onClose: () => void;
}

export function FilterDialog({ scope, filter, onApply, onClose }: Props) {
  const [conditions, setConditions] = useState(() => (filter ? conditionsOf(filter) : [NEW]));
  const made = filterOf(conditions);
  const paths = conditions.map((_, index) =>
    isGroup(made) ? `filters[0][1][${index}]` : "filters[0]",
  );
  const apply = async (typed: Record<string, string>) => {
    const whole = filterOf(
      conditions.map(([operator, dimension, values, ...options], index) => [
        operator,
        dimension,
        withTyped(dimension, values, typed[nameOf(index)]),
        ...options,
      ]) as Condition[],
    );
    await api.query({ ...base({ ...scope, filters: [whole] }), metrics: ["visitors"] });
    onApply(whole);
    onClose();
  };
  return (
    <Dialog title={filter ? "Change filter" : "Add filter"} onClose={onClose}>
      <Form action="Apply filter" names={paths} submit={apply}>
        {(errorOf) => (
          <>
            {conditions.map((condition, index) => (
              <ConditionFields
                // biome-ignore lint/suspicious/noArrayIndexKey: a condition is known by its place alone
                key={index}
                name={nameOf(index)}
                scope={scope}
                legend={index ? "or" : "Only where"}
                condition={condition}
                error={errorOf(paths[index] as string)}
                onChange={(next) => setConditions(conditions.with(index, next))}
                onRemove={
                  conditions.length > 1
                    ? () => setConditions(conditions.toSpliced(index, 1))
                    : undefined
                }
              />
            ))}
            <button
              type="button"
              className="button h-8 px-2 text-accent"
              onClick={() => setConditions([...conditions, NEW])}
            >
              <Icon name="plus" className="size-3.5" />
              Or something else
            </button>
          </>
        )}
      </Form>
    </Dialog>
  );
}
