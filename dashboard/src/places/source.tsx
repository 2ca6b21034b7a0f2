/** Asked for by the licence of the place database, wherever its data is shown. */
export const PlacesSource = () => (
  <p className="px-4 pb-3 text-xs text-muted">
    <a href="https://db-ip.com" className="underline" rel="noreferrer" target="_blank">
      IP geolocation by DB-IP
    </a>
  </p>
);
