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
