import { Link } from "wouter";
import { NarrowPage } from "../parts/frame";

export function NotFoundPage() {
  return (
    <NarrowPage title="Nothing here" lead="This address leads to no page, or not to one of yours.">
      <Link href="/" className="button button-primary w-full">
        To the start page
      </Link>
    </NarrowPage>
  );
}
