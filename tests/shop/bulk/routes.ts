import type { Route } from "../routes.ts";
import type { World } from "../simulated-shop.ts";

/** The results of bulk operations. Their address is all that one needs; a token does not belong there, and one that comes along is refused. */
export function createBulkRoutes(world: World): Route[] {
  return [
    {
      method: "GET",
      path: "/bulk/:file",
      handle({ request, params, shop }) {
        if (request.headers.has("x-shopify-access-token")) return new Response("InvalidArgument", { status: 400 });
        const file = world.bulk.file(shop, params.file ?? "", world.clock.now());
        if (file === null) return new Response("NoSuchKey", { status: 404 });
        return new Response(file, { headers: { "content-type": "application/jsonl" } });
      },
    },
  ];
}
