// Pages for when there is none: not found, failed, on the way.
import { Button, Center, Loader, Stack } from "@mantine/core";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useCommon } from "@/i18n";
import { EmptyState } from "@/ui/EmptyState";
import { ProblemAlert } from "@/ui/ProblemAlert";

export function NotFound() {
  const t = useCommon();
  return (
    <EmptyState
      page
      title={t("not_found")}
      text={t("not_found_detail")}
      action={
        <Button component={Link} to="/" variant="default">
          {t("go_home")}
        </Button>
      }
    />
  );
}

export function Failed({ error, reset }: ErrorComponentProps) {
  const t = useCommon();
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Stack maw={560} mx="auto" p="md" pt="xl" align="flex-start">
      <ProblemAlert error={error} />
      <Button onClick={retry} variant="default">
        {t("retry")}
      </Button>
    </Stack>
  );
}

export function Pending() {
  const t = useCommon();
  return (
    <Center mih={240}>
      <Loader size="sm" aria-label={t("loading")} />
    </Center>
  );
}
