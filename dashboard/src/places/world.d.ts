/** Made by world.js when the dashboard is built. */
declare module "virtual:world" {
  const world: import("../../world.js").World;
  export default world;
}
