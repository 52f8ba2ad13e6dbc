// The figure of the address, in a drawer at the side.
import { Drawer } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { Pending } from "@/app/pages";
import { usePlace } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import type { FigureSearch } from "./routes";
import { indicatorTexts } from "./texts";

const Behind = lazy(() => import("./Behind").then((module) => ({ default: module.Behind })));

export function OpenFigure({ search }: { search: FigureSearch }) {
  const t = useTexts(indicatorTexts);
  const common = useCommon();
  const navigate = useNavigate();
  const { areaId, year } = usePlace();
  const { figure } = search;
  const close = () =>
    void navigate({
      to: ".",
      search: ((old: object) => ({ ...old, figure: undefined, at: undefined, period: undefined })) as never,
      resetScroll: false,
    });
  return (
    <Drawer
      opened={figure !== undefined}
      onClose={close}
      position="right"
      size="min(760px, 100vw)"
      padding="md"
      title={t("definition")}
      closeButtonProps={{ "aria-label": common("close") }}
      transitionProps={{ duration: 0 }}
    >
      {figure && (
        <Suspense fallback={<Pending />}>
          <Behind
            key={`${figure} ${search.at} ${search.period}`}
            at={{ code: figure, area: search.at ?? areaId, period: search.period ?? String(year) }}
          />
        </Suspense>
      )}
    </Drawer>
  );
}
