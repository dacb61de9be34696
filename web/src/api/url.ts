/** The gateway serves this client, so the API is on the same origin. */
export const API_URL = "/graphql";
