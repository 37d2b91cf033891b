import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that is started again whenever it ends, as a platform does, until it is told to stop. */
export class Supervised {
  readonly #args: string[];
  readonly #env: Record<string, string>;
  #child: ChildProcess | undefined;
  #stopping = false;
  starts = 0;

  constructor(args: string[], env: Record<string, string>) {
    this.#args = args;
    this.#env = env;
    void this.#keepAlive();
  }

  kill(): void {
    this.#child?.kill("SIGKILL");
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
    }
  }

  async #keepAlive(): Promise<void> {
    while (!this.#stopping) {
      this.starts += 1;
      const env = { ...process.env, ...this.#env };
      this.#child = spawn(process.execPath, this.#args, { env, stdio: "ignore" });
      await once(this.#child, "exit");
      await sleep(50);
    }
  }
}
