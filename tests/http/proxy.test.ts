import { NextRequest } from "next/server";
import { expect, test, vi } from "vitest";
import { proxy } from "#proxy.ts";

// Next leaves it out of a server's code; elsewhere it refuses to be imported.
vi.mock("server-only", () => ({}));

test.each(["/c/%ff", "/join/%ff/x", "/l/myclik/%C3%28", "/embed/%/x", "/dashboard/%E0%A4%A"])(
  "an address that cannot be read is a 400, not a failure of the server: %s",
  async (path) => {
    const answer = await proxy(new NextRequest(`http://localhost:3000${path}`));
    expect(answer.status).toBe(400);
    expect(await answer.text()).toBe("This address cannot be read.");
  },
);

test.each(["/api/v1/%ff", "/api/export/%C3%28", "/api/qr/myclik/%"])(
  "programs get that as JSON: %s",
  async (path) => {
    const answer = await proxy(new NextRequest(`http://localhost:3000${path}`));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error: { code: "invalid_request", message: "This address cannot be read." },
    });
  },
);

test("of routes that answer with data it changes nothing, where it sees them for the escapes in their address", async () => {
  for (const path of ["/api/analytics/a%20b", "/s/myclik/k%207f2", "/_next/static/a%20b"]) {
    const answer = await proxy(new NextRequest(`http://localhost:3000${path}`));
    expect([...answer.headers.keys()], path).toEqual(["x-middleware-next"]);
  }
});
