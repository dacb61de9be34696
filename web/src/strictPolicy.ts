/**
 * The content security policy forbids making code from text. zod would try (and be refused, with an error in the
 * console) before falling back to its interpreter: tell it at once. Imported before anything that parses.
 */
import { config } from "zod/mini";

config({ jitless: true });
