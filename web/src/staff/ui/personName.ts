/** Who it was: the name if the accounts can be asked, else the id, which is never lost. */
interface PersonProps {
  readonly id: string;
  readonly user?: { readonly firstName: string; readonly lastName: string } | null;
}

export function personName({ id, user }: PersonProps): string {
  return user ? `${user.firstName} ${user.lastName}` : id;
}
