/** Buttons, and links that look like them. A busy button stays focusable, says so, and ignores presses. */
import { createLink, type LinkComponent } from "@tanstack/react-router";
import { type AnchorHTMLAttributes, type ButtonHTMLAttributes, forwardRef } from "react";
import styles from "./Button.module.css";

type Look = "action" | "brand" | "outline" | "quiet" | "danger";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: Look;
  readonly busy?: boolean;
  readonly wide?: boolean;
}

export function Button({
  look = "outline",
  busy = false,
  wide = false,
  onClick,
  type,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type ?? "button"}
      className={classes(look, wide)}
      aria-busy={busy}
      aria-disabled={busy || rest.disabled}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy && <span className={styles.spinner} aria-hidden="true" />}
      {children}
    </button>
  );
}

interface AnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly look?: Look;
  readonly wide?: boolean;
}

const Anchor = forwardRef<HTMLAnchorElement, AnchorProps>(
  ({ look = "outline", wide = false, children, ...rest }, ref) => (
    <a {...rest} ref={ref} className={classes(look, wide)}>
      {children}
    </a>
  ),
);

const RoutedAnchor = createLink(Anchor);

export const ButtonLink: LinkComponent<typeof Anchor> = (props) => <RoutedAnchor {...props} />;

function classes(look: Look, wide: boolean): string {
  return [styles.button, styles[look], wide ? styles.wide : ""].join(" ");
}
