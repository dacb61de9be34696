/** The route above all others: what surrounds every page. */
import { createRootRoute } from "@tanstack/react-router";
import { NotFoundPage } from "./Fallbacks";
import { Shell } from "./Shell";

export const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });
