// From a figure to the households it counts, for those who may see households.
import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useCan } from "@/app/place";

interface Props {
  /** The area's id; undefined stays with the area of the address. */
  area?: string | undefined;
  year: number;
  /** Classes, separated by commas; without them all. */
  class?: string;
  /** The code of an indicator they are deprived in. */
  indicator?: string;
  children: ReactNode;
  /** What the link leads to, where the figure alone doesn't say. */
  label?: string;
  /** It stands in a sentence: a line marks it as a link. */
  inText?: boolean;
}

export function HouseholdsLink({ area, year, class: of, indicator, children, label, inText }: Props) {
  const can = useCan();
  if (!can("view_households")) return <>{children}</>;
  return (
    <Anchor
      component={Link}
      to={"/households" as string}
      search={
        ((old: { area?: string }) => ({
          area: area ?? old.area,
          year,
          ...(of ? { class: of } : {}),
          ...(indicator ? { indicator } : {}),
        })) as never
      }
      inherit
      underline={inText ? "always" : "hover"}
      aria-label={label}
    >
      {children}
    </Anchor>
  );
}
