// What waits for the user, late ones first; each opens the page where it is done.
import {
  IconClipboardList,
  IconClockExclamation,
  IconCoins,
  IconMessageReport,
  IconReportAnalytics,
  IconRoute,
  IconZoomCheck,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { remindersQuery } from "@/api/queries";
import type { ReminderView } from "@/api/types";
import { defineTexts, useLanguage, useTexts } from "@/i18n";
import { formatDate } from "@/ui/format";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { worded } from "@/ui/worded";
import { dueIn, pageOf } from "./dueReminder";
import { useInfo } from "./place";
import classes from "./Reminders.module.css";

const reminderTexts = defineTexts("reminders", {
  vi: {
    title: "Việc đang chờ bạn",
    late_other: "{{count}} việc quá hạn",
    none: "Không có việc nào sắp đến hạn.",
    none_text: "Việc rà soát, kiểm tra, kiến nghị và báo cáo hiện ra ở đây khi sắp đến hạn.",
    board: "Xem tiến độ rà soát",
    board_visits: "Xem bảng kiến nghị",
    survey_other: "Khảo sát {{count}} hộ được giao",
    complaint_other: "Giải quyết {{count}} khiếu nại",
    report: "Lập và gửi báo cáo",
    report_returned: "Sửa báo cáo bị trả lại",
    judge_other: "Duyệt {{count}} báo cáo",
    vouchers_other: "Duyệt {{count}} chứng từ",
    mandate: "Ra quyết định kiểm tra",
    set_out: "Bắt đầu cuộc kiểm tra",
    come_back: "Kết thúc làm việc tại đơn vị",
    close_visit: "Kết luận, đóng cuộc kiểm tra",
    recommendation: "Thực hiện kiến nghị",
    verify: "Xác nhận kiến nghị đã thực hiện",
    escalated: "Đơn vị cấp dưới chậm thực hiện kiến nghị",
    step_list: "Chốt danh sách hộ cần rà soát",
    step_survey: "Hoàn thành khảo sát, đọc soát",
    step_meeting: "Họp dân các thôn",
    step_posting: "Niêm yết công khai",
    step_report: "Báo cáo cấp trên",
    step_opinion: "Cho ý kiến về kết quả",
    step_recognition: "Công nhận kết quả",
    kind_yearly: "định kỳ {{year}}",
    kind_during_year: "thường xuyên {{year}}",
    overdue_other: "quá hạn {{count}} ngày",
    today: "hạn hôm nay",
    tomorrow: "hạn ngày mai",
    due: "hạn {{date}}",
    undated: "chưa định hạn",
  },
  en: {
    title: "Waiting for you",
    late_one: "{{count}} is late",
    late_other: "{{count}} are late",
    none: "Nothing is due soon.",
    none_text:
      "What is yours to do in reviews, visits, recommendations and reports shows here when it is due soon.",
    board: "To the progress board",
    board_visits: "To the board of recommendations",
    survey_one: "Survey {{count}} household given to you",
    survey_other: "Survey {{count}} households given to you",
    complaint_one: "Decide {{count}} complaint",
    complaint_other: "Decide {{count}} complaints",
    report: "Fill in and submit the report",
    report_returned: "Correct the report that was sent back",
    vouchers_one: "Approve {{count}} voucher",
    vouchers_other: "Approve {{count}} vouchers",
    judge_one: "Judge {{count}} report",
    judge_other: "Judge {{count}} reports",
    mandate: "Mandate the visit",
    set_out: "Set out on the visit",
    come_back: "Finish the work at the unit",
    close_visit: "Conclude and close the visit",
    recommendation: "Carry out the recommendation",
    verify: "Verify that it was carried out",
    escalated: "A unit below is late with a recommendation",
    step_list: "Complete the list of households",
    step_survey: "Finish the survey and its reading",
    step_meeting: "Hold the village meetings",
    step_posting: "Post the list in public",
    step_report: "Report to the level above",
    step_opinion: "Give an opinion on the result",
    step_recognition: "Recognise the result",
    kind_yearly: "yearly {{year}}",
    kind_during_year: "during {{year}}",
    overdue_one: "{{count}} day late",
    overdue_other: "{{count}} days late",
    today: "due today",
    tomorrow: "due tomorrow",
    due: "due {{date}}",
    undated: "no date set",
  },
});

const ICONS = {
  survey: IconClipboardList,
  complaint: IconMessageReport,
  step: IconRoute,
  report: IconReportAnalytics,
  judge: IconReportAnalytics,
  vouchers: IconCoins,
  mandate: IconZoomCheck,
  set_out: IconZoomCheck,
  come_back: IconZoomCheck,
  close_visit: IconZoomCheck,
  recommendation: IconClipboardList,
  verify: IconClipboardList,
  escalated: IconClipboardList,
};

/** Kinds that say themselves what is to be done. */
const PLAIN = [
  "mandate",
  "set_out",
  "come_back",
  "close_visit",
  "recommendation",
  "verify",
  "escalated",
] as const;

export function ReminderList({ close }: { close: () => void }) {
  const t = useTexts(reminderTexts);
  const { data, error } = useQuery(remindersQuery);
  const visits =
    data && data.items.length > 0 && data.items.every(({ kind }) => PLAIN.some((one) => one === kind));
  return (
    <>
      <div className={classes.head}>
        <b>{t("title")}</b>
        {data && data.late > 0 && <span className={classes.late}>{t("late", { count: data.late })}</span>}
      </div>
      <ProblemAlert error={error} />
      {data?.items.length === 0 && (
        <div className={classes.none}>
          <b>{t("none")}</b>
          <p>{t("none_text")}</p>
        </div>
      )}
      <ul className={classes.list}>
        {data?.items.map((item) => (
          <li key={item.kind + item.id + item.year}>
            <Reminder item={item} close={close} />
          </li>
        ))}
      </ul>
      <Link to={visits ? "/recommendations" : "/reviews"} className={classes.foot} onClick={close}>
        {t(visits ? "board_visits" : "board")}
      </Link>
    </>
  );
}

function Reminder({ item, close }: { item: ReminderView; close: () => void }) {
  const t = useTexts(reminderTexts);
  const { today } = useInfo();
  const Icon = ICONS[item.kind as keyof typeof ICONS] ?? IconRoute;
  const plain = PLAIN.find((kind) => kind === item.kind);
  const what = plain
    ? t(plain)
    : item.kind === "survey" || item.kind === "complaint" || item.kind === "judge" || item.kind === "vouchers"
      ? t(item.kind, { count: item.count })
      : item.kind === "report"
        ? t(item.state === "returned" ? "report_returned" : "report")
        : worded(t, "step", item.state);
  const english = useLanguage() === "en";
  const which = item.round_kind === "during_year" ? "kind_during_year" : "kind_yearly";
  const of = item.name ? (english ? item.name.en : item.name.vi) : t(which, { year: item.year });
  const days = dueIn(item.due_on, today);
  const when =
    item.days_late > 0
      ? t("overdue", { count: item.days_late })
      : days === null
        ? t("undated")
        : days === 0
          ? t("today")
          : days === 1
            ? t("tomorrow")
            : t("due", { date: formatDate(item.due_on) });
  const { to, search } = pageOf(item);
  return (
    <Link to={to} search={search as never} className={classes.item} onClick={close}>
      <Icon size={20} stroke={1.6} aria-hidden />
      <span>
        <span className={classes.what}>{what}</span>
        <span className={classes.where}>{[item.area?.name, of].filter(Boolean).join(" · ")}</span>
        <span className={classes.when} data-late={item.days_late > 0 || undefined}>
          {item.days_late > 0 && <IconClockExclamation size={14} aria-hidden />}
          {when}
        </span>
      </span>
    </Link>
  );
}
