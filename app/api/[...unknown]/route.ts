import { errorAnswer } from "#lib/api/answer.ts";
import { ApiError } from "#lib/api/api-errors.ts";

/** Programs that ask here read JSON: they get it also where nothing is. */
function answer(): Response {
  return errorAnswer(new ApiError("not_found", "There is no such address."));
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
