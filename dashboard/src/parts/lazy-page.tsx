// A page whose script is fetched when it is first opened, and what stands there until then or when it fails.

import { Component, type ComponentType, lazy, type ReactNode, Suspense } from "react";

export function lazyPage<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const Page = lazy(async () => ({ default: await load() })) as ComponentType<Props>;
  return (props: Props) => (
    <Reloading>
      <Suspense fallback={<div className="skeleton h-96" role="status" aria-label="Loading" />}>
        <Page {...props} />
      </Suspense>
    </Reloading>
  );
}

/** After an update of the server the old page's parts are gone: only a reload brings the new ones. */
class Reloading extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div role="alert" className="card flex flex-col items-start gap-3 p-5 text-sm">
        <p>This page could not be loaded. A reload may bring it.</p>
        <button type="button" className="button button-quiet" onClick={() => location.reload()}>
          Reload
        </button>
      </div>
    );
  }
}
