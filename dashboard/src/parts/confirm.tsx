// Asked before what nothing brings back.

import { type ReactNode, useState } from "react";
import { Dialog } from "./dialog";
import { Field } from "./fields";
import { Form } from "./form";

interface Props {
  title: string;
  action: string;
  kind?: "primary" | "danger";
  /** What must be typed before the action is taken. */
  typed?: string;
  children: ReactNode;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

export function Confirm({
  title,
  action,
  kind = "danger",
  typed,
  children,
  onConfirm,
  onClose,
}: Props) {
  const [text, setText] = useState("");
  const confirm = async () => {
    await onConfirm();
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="mb-4 text-sm text-muted">{children}</div>
      <Form
        action={action}
        kind={kind}
        names={[]}
        submit={confirm}
        disabled={typed !== undefined && text.trim() !== typed}
      >
        {() =>
          typed !== undefined && (
            <Field
              label={`Type ${typed} to go on`}
              name="typed"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              onChange={(event) => setText(event.target.value)}
            />
          )
        }
      </Form>
    </Dialog>
  );
}
