import { LinkClosed } from "#components/links/link-messages.tsx";

export default function LinkNotFound() {
  return <LinkClosed />;
}
