/** Why something was done to an account, as the service takes it. */
import { z } from "zod";

export const reasonRule = z.string().trim().min(1, "Give a reason.").max(500, "At most 500 characters.");
