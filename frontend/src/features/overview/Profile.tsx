// In what the poor and near-poor are deprived: twelve bars, the longest first.
import { Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Pending } from "@/app/pages";
import { useTexts } from "@/i18n";
import { Bars } from "@/ui/Bars";
import { formatNumber, formatPercent, inLanguage } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { HouseholdsLink } from "./links";
import { profileQuery } from "./queries";
import { overviewTexts } from "./texts";

export function Profile({ area, year }: { area: string | undefined; year: number }) {
  const t = useTexts(overviewTexts);
  const found = useQuery(profileQuery({ area, year }));
  const rows = found.data && [...found.data].sort((a, b) => b.rate.numerator - a.rate.numerator);
  const all = rows?.[0]?.rate.denominator ?? 0;
  return (
    <section>
      <Title order={2}>{t("profile")}</Title>
      {found.error && <ProblemAlert error={found.error} />}
      {found.isPending && <Pending />}
      {rows && all === 0 && (
        <Text size="sm" c="dimmed">
          {t("profile_none")}
        </Text>
      )}
      {rows && all > 0 && (
        <>
          <Text size="sm" c="dimmed" mb="xs">
            {t("profile_of", { count: formatNumber(all) })} (
            <HouseholdsLink area={area} year={year} class="poor,near_poor" inText>
              {t("see_list")}
            </HouseholdsLink>
            )
          </Text>
          <Bars
            label={t("profile")}
            bars={rows.map((row) => ({
              key: row.indicator,
              name: (
                <HouseholdsLink
                  area={area}
                  year={year}
                  class="poor,near_poor"
                  indicator={row.indicator}
                  label={t("see_deprived", {
                    name: inLanguage(row),
                    count: formatNumber(row.rate.numerator),
                  })}
                >
                  {inLanguage(row)}
                </HouseholdsLink>
              ),
              percent: row.rate.percent ?? 0,
              value: formatPercent(row.rate.percent, 1),
              parts: t("of", {
                numerator: formatNumber(row.rate.numerator),
                denominator: formatNumber(row.rate.denominator),
              }),
            }))}
          />
        </>
      )}
    </section>
  );
}
