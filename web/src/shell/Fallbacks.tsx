/** Pages for when there is no page: an address nobody answers to, code that failed, code still on its way. */
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Button, ButtonLink } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { Notice } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Skeleton } from "../ui/Skeleton";
import { useIsOnline } from "./useIsOnline";

export function NotFoundPage() {
  return (
    <Page title="No such page">
      <Empty
        title="This address leads nowhere"
        actions={
          <ButtonLink to="/" look="brand">
            To the search
          </ButtonLink>
        }
      >
        <p>
          The link may be old or incomplete. Your trips are under{" "}
          <Link to="/trips" search={{ status: undefined }}>
            My trips
          </Link>
          .
        </p>
      </Empty>
    </Page>
  );
}

export function FailedPage() {
  const isOnline = useIsOnline();
  // Offline it failed because it has never been loaded.
  const [isMissing] = useState(!isOnline);
  useEffect(() => {
    if (isMissing && isOnline) location.reload();
  }, [isMissing, isOnline]);
  if (isMissing) {
    return (
      <Page title="This page is not here yet">
        <Notice tone="neutral" title="It has not been opened before, so it has to come over the network">
          <p>It opens by itself when the connection is back. “Back” leads to where you were.</p>
        </Notice>
      </Page>
    );
  }
  return (
    <Page title="Something went wrong">
      <Notice
        tone="bad"
        title="This page could not be shown"
        actions={
          <>
            {/* A reload also fetches the newest client, in case a part of the old one is no longer served. */}
            <Button onClick={() => location.reload()}>Try again</Button>
            <Button onClick={() => location.assign("/")}>To the search</Button>
          </>
        }
      >
        <p>If you were booking: nothing is booked twice, and a finished booking stands in My trips.</p>
      </Notice>
    </Page>
  );
}

export function PendingPage() {
  return (
    <Page title="Loading">
      <Skeleton label="Loading the page" rows={2} />
    </Page>
  );
}

export function ForbiddenPage() {
  return (
    <Page title="For staff only">
      <Empty
        title="This page is for airline staff"
        actions={
          <ButtonLink to="/" look="brand">
            To the search
          </ButtonLink>
        }
      >
        <p>If you work here, log in with your staff account.</p>
      </Empty>
    </Page>
  );
}
