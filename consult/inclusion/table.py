"""The rights table as data: one row a right, one cell a channel, each way with the code that does it and the test that
goes all the way round.

A test imports every `code` and looks every `test` up, so that the public table cannot promise what is not there.
"""

from __future__ import annotations

from consult.inclusion.rules import Channel, Way

WEB, POST, DESK, PHONE = Channel.WEB, Channel.POST, Channel.DESK, Channel.PHONE
INFORM = "tests/web/test_rights_inform.py::"
SAY = "tests/web/test_rights_say.py::"
VOTE = "tests/web/test_rights_vote.py::"
AFTER = "tests/web/test_rights_after.py::"
BALLOT = "tests/web/test_web_vote.py::"
SAME_TEXT = INFORM + "test_the_letter_says_what_the_page_says_in_each_persons_language"
PROJECTS = INFORM + "test_the_printed_catalogue_has_the_projects_of_the_page"
WRITTEN_DOWN = SAY + "test_what_a_clerk_writes_down_has_a_number_and_an_answer_to_read_out"
NEW_SET = VOTE + "test_a_call_or_a_visit_orders_a_new_paper_set_that_voids_the_old_one"
SUPPORT = SAY + "test_support_on_paper_stands_beside_support_from_the_web"
SAME_ANSWER = AFTER + "test_page_notice_board_desk_and_hotline_give_the_same_answer"
SAME_RESULT = AFTER + "test_letter_and_print_say_the_result_of_the_page"
SAME_PROGRESS = AFTER + "test_letter_and_print_say_what_became_of_the_projects"
HAND_OUT = "consult.paper.handing_out:hand_out"
TO_EVERYBODY = "consult.paper.handing_out:letters_to_everybody"
NEW_PAPER = "consult.register.service:reissue"


def _way(name: str, code: str, test: str) -> Way:
    return Way(f"rights.way.{name}", code, test)


RIGHTS: dict[str, dict[Channel, tuple[Way, ...]]] = {
    "inform": {
        WEB: (_way("page", "consult.notices.pages:one_notice", SAME_TEXT),),
        POST: (_way("letter", TO_EVERYBODY, SAME_TEXT), _way("catalogue", HAND_OUT, PROJECTS)),
        DESK: (
            _way("handout", HAND_OUT, INFORM + "test_the_desk_hands_the_notice_out_and_posts_it_to_who_calls"),
            _way("catalogue", HAND_OUT, PROJECTS),
        ),
        PHONE: (_way("read_out", "consult.notices.pages:one_notice", SAME_TEXT),),
    },
    "propose": {
        WEB: (
            _way(
                "web_form",
                "consult.consultations.pages:propose",
                SAY + "test_a_proposal_on_the_web_is_answered_on_the_web",
            ),
        ),
        POST: (
            _way(
                "paper_form",
                "consult.admin.papers:upload",
                SAY + "test_a_proposal_by_post_is_answered_by_post_in_the_persons_language",
            ),
        ),
        DESK: (_way("clerk_form", "consult.admin.proposals:type_in", SAY + "test_a_clerk_writes_a_proposal_down"),),
        PHONE: (_way("clerk_form", "consult.admin.proposals:type_in", SAY + "test_a_clerk_writes_a_proposal_down"),),
    },
    "support": {
        WEB: (_way("web_form", "consult.notices.pages:say", SUPPORT),),
        POST: (_way("paper_form", "consult.admin.papers:upload", SUPPORT),),
        DESK: (_way("clerk_form", "consult.admin.statements:type_in", SUPPORT),),
        PHONE: (_way("clerk_form", "consult.admin.statements:type_in", SUPPORT),),
    },
    "answer": {
        WEB: (
            _way(
                "page",
                "consult.notices.pages:statement_list",
                SAY + "test_a_statement_on_the_web_is_answered_on_the_web",
            ),
            _way(
                "email",
                "consult.web.mail:deliver",
                "tests/web/test_web_mail.py::test_a_statement_on_the_page_is_confirmed_and_answered",
            ),
        ),
        POST: (
            _way(
                "letter",
                "consult.paper.answers:answer_letter",
                SAY + "test_a_statement_by_post_is_answered_by_post",
            ),
        ),
        DESK: (
            _way(
                "handout",
                "consult.paper.answers:answer_letter",
                SAY + "test_who_comes_back_to_the_desk_gets_the_answer_on_paper",
            ),
        ),
        PHONE: (_way("read_out", "consult.admin.statements:statement", WRITTEN_DOWN),),
    },
    "vote": {
        WEB: (
            _way(
                "ballot_page",
                "consult.voting.pages:cast",
                BALLOT + "test_the_result_says_who_won_and_why_the_others_did_not",
            ),
        ),
        POST: (
            _way(
                "ballot_post",
                "consult.paper.service:scan_batch",
                "tests/web/test_admin_walk.py::test_the_whole_way_through_the_pages",
            ),
        ),
        DESK: (
            _way(
                "ballot_desk",
                "consult.paper.service:record_envelope",
                VOTE + "test_a_ballot_filled_in_at_the_office_is_counted",
            ),
        ),
        PHONE: (_way("order_paper", NEW_PAPER, NEW_SET),),
    },
    "change": {
        WEB: (
            _way(
                "vote_again",
                "consult.voting.pages:cast",
                BALLOT + "test_receipt_check_before_and_after_the_count",
            ),
        ),
        POST: (_way("new_set", NEW_PAPER, NEW_SET),),
        DESK: (_way("new_set", NEW_PAPER, NEW_SET),),
        PHONE: (_way("new_set", NEW_PAPER, NEW_SET),),
    },
    "counted": {
        WEB: (_way("receipt_page", "consult.voting.public_pages:check_receipt", SAME_ANSWER),),
        POST: (_way("tear_off", HAND_OUT, SAME_ANSWER),),
        DESK: (_way("receipt_print", HAND_OUT, SAME_ANSWER),),
        PHONE: (_way("read_list", "consult.voting.published:look", SAME_ANSWER),),
    },
    "result": {
        WEB: (
            _way("page", "consult.voting.public_pages:result", SAME_RESULT),
            _way("progress", "consult.consultations.pages:became", SAME_PROGRESS),
        ),
        POST: (
            _way("letter", TO_EVERYBODY, SAME_RESULT),
            _way("progress", TO_EVERYBODY, SAME_PROGRESS),
        ),
        DESK: (_way("handout", HAND_OUT, SAME_RESULT), _way("progress", HAND_OUT, SAME_PROGRESS)),
        PHONE: (_way("read_out", "consult.voting.public_pages:result", SAME_RESULT),),
    },
    "object": {
        WEB: (
            _way("web_form", "consult.notices.pages:say", SAY + "test_a_statement_on_the_web_is_answered_on_the_web"),
        ),
        POST: (_way("objection_form", HAND_OUT, SAY + "test_a_statement_by_post_is_answered_by_post"),),
        DESK: (_way("clerk_form", "consult.admin.statements:type_in", WRITTEN_DOWN),),
        PHONE: (_way("clerk_form", "consult.admin.statements:type_in", WRITTEN_DOWN),),
    },
    "help": {
        WEB: (
            _way(
                "help_page",
                "consult.consultations.pages:help_page",
                AFTER + "test_the_help_page_is_there_on_paper",
            ),
        ),
        POST: (_way("help_print", HAND_OUT, AFTER + "test_the_help_page_is_there_on_paper"),),
        DESK: (
            _way("help_print", HAND_OUT, AFTER + "test_the_help_page_is_there_on_paper"),
            _way("helper_record", "consult.admin.handing_out:helped", AFTER + "test_help_is_noted_and_nothing_else"),
        ),
        PHONE: (
            _way("helper_record", "consult.admin.handing_out:helped", AFTER + "test_help_is_noted_and_nothing_else"),
        ),
    },
}
