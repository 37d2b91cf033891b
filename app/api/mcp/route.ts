import { answerMcp } from "#lib/api/mcp.ts";

export { answerMcp as DELETE, answerMcp as GET, answerMcp as POST };
