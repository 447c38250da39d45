import { useNavigate, useSearchParams } from "@remix-run/react";
import { InlineStack, Pagination } from "@shopify/polaris";

interface PagerProps {
  /** Where the next page starts; null on the last. */
  next: string | null;
  /** Name of the cursor in the address. */
  name?: string;
  previousLabel: string;
  nextLabel: string;
}

/** Turns the pages of a list that is read by key. Back is the browser's back, so that pages seen are the pages found again. */
export function Pager({ next, name = "from", previousLabel, nextLabel }: PagerProps) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const isDeeper = search.has(name);
  if (next === null && !isDeeper) return null;
  const turn = () => {
    const to = new URLSearchParams(search);
    to.set(name, next ?? "");
    navigate(`?${to}`, { preventScrollReset: true });
  };
  return (
    <InlineStack align="center">
      <Pagination
        hasPrevious={isDeeper}
        onPrevious={() => navigate(-1)}
        previousTooltip={previousLabel}
        hasNext={next !== null}
        onNext={turn}
        nextTooltip={nextLabel}
      />
    </InlineStack>
  );
}
