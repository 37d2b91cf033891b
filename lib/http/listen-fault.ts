/** Why a server cannot listen, in one sentence that names the setting to change. */
export function listenFault(
  error: NodeJS.ErrnoException,
  { port, host, setting }: { port: number; host: string; setting: "PORT" | "SUPABASE_PORT" },
): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new Error(`Port ${port} is in use: stop what listens there, or set ${setting} to another.`);
    case "EACCES":
      return new Error(`Port ${port} is not open to this user: set ${setting} to one from 1024 on.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new Error(`${host} is no address of this machine: set HOST to one, or to 0.0.0.0 for all.`);
    default:
      return error;
  }
}
