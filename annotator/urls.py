"""Every address of the house."""

from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter
from django.views.generic import RedirectView

from annotator import admin
from annotator.api import (
    account,
    annotations,
    bulk,
    categories,
    comments,
    crops,
    distributions,
    evaluations,
    exports,
    files,
    health,
    images,
    imports,
    jobs,
    ledger,
    members,
    models,
    pages,
    predictions,
    presence,
    projects,
    queue,
    reviews,
    saved_views,
    schema,
    session,
    statistics,
    suspects,
    trace,
    trainings,
)
from annotator.api.fields import LARGEST_ID


class RowIdConverter:
    """1, 2, 3, … as far as the database counts; anything else is no address of ours."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > LARGEST_ID:
            raise ValueError
        return number

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(RowIdConverter, "id")

api = [
    path("session", session.SessionView.as_view()),
    path("account/password", account.PasswordView.as_view()),
    path("account/tokens", account.TokensView.as_view()),
    path("account/tokens/<id:token_id>", account.TokenView.as_view()),
    path("projects", projects.ProjectsView.as_view()),
    path("projects/<id:project_id>", projects.ProjectView.as_view()),
    path("projects/<id:project_id>/categories", categories.CategoriesView.as_view()),
    path("categories/<id:category_id>", categories.CategoryView.as_view()),
    path("projects/<id:project_id>/members", members.MembersView.as_view()),
    path("members/<id:member_id>", members.MemberView.as_view()),
    path("projects/<id:project_id>/images", images.ImagesView.as_view()),
    path("projects/<id:project_id>/images/order", images.ImageOrderView.as_view()),
    path("projects/<id:project_id>/bulk-actions", bulk.BulkActionsView.as_view()),
    path("projects/<id:project_id>/bulk-actions/preview", bulk.BulkPreviewView.as_view()),
    path("projects/<id:project_id>/views", saved_views.SavedViewsView.as_view()),
    path("views/<id:view_id>", saved_views.SavedViewView.as_view()),
    path("images/<id:image_id>", images.ImageView.as_view()),
    path("images/<id:image_id>/file", files.FileView.as_view()),
    path("images/<id:image_id>/thumbnail", files.ThumbnailView.as_view()),
    path("images/<id:image_id>/preview", files.PreviewView.as_view()),
    path("images/<id:image_id>/tiles/<int:level>/<int:x>_<int:y>", files.TileView.as_view()),
    path("projects/<id:project_id>/queue/next", queue.NextView.as_view()),
    path("projects/<id:project_id>/queue/batch", queue.BatchView.as_view()),
    path("images/<id:image_id>/open", queue.OpenView.as_view()),
    path("images/<id:image_id>/lease", queue.LeaseView.as_view()),
    path("images/<id:image_id>/presence", presence.PresenceView.as_view()),
    path("images/<id:image_id>/annotation", annotations.AnnotationView.as_view()),
    path("images/<id:image_id>/revisions", annotations.RevisionsView.as_view()),
    path("images/<id:image_id>/restore", annotations.RestoreView.as_view()),
    path("images/<id:image_id>/comments", comments.CommentsView.as_view()),
    path("comments/<id:comment_id>", comments.CommentView.as_view()),
    path("projects/<id:project_id>/review", reviews.ReviewView.as_view()),
    path("projects/<id:project_id>/review/next", reviews.NextReviewView.as_view()),
    path("projects/<id:project_id>/today", statistics.TodayView.as_view()),
    path("images/<id:image_id>/prediction", predictions.PredictionView.as_view()),
    path("images/<id:image_id>/trace", trace.TraceView.as_view()),
    path("images/<id:image_id>/trace/why", trace.WhyView.as_view()),
    path("projects/<id:project_id>/crops", crops.CropsView.as_view()),
    path("projects/<id:project_id>/crops/pages", crops.CropPagesView.as_view()),
    path("crop-pages/<id:page_id>/answer", crops.CropAnswerView.as_view()),
    path("crop-pages/<id:page_id>/undo", crops.CropUndoView.as_view()),
    path("projects/<id:project_id>/suspects", suspects.SuspectsView.as_view()),
    path("suspects/<id:suspect_id>/answer", suspects.SuspectAnswerView.as_view()),
    path("suspects/<id:suspect_id>/undo", suspects.SuspectUndoView.as_view()),
    path("projects/<id:project_id>/jobs", jobs.JobsView.as_view()),
    path("jobs/<id:job_id>", jobs.JobView.as_view()),
    path("jobs/<id:job_id>/cancel", jobs.CancelView.as_view()),
    path("projects/<id:project_id>/trainings", trainings.TrainingsView.as_view()),
    path("trainings/<id:training_id>", trainings.TrainingView.as_view()),
    path("trainings/<id:training_id>/film", trainings.FilmView.as_view()),
    path("trainings/<id:training_id>/epochs.csv", trainings.EpochsCsvView.as_view()),
    path("trainings/<id:training_id>/epochs.json", trainings.EpochsJsonView.as_view()),
    path("projects/<id:project_id>/models", models.ModelsView.as_view()),
    path("projects/<id:project_id>/models/roll-back", models.RollBackView.as_view()),
    path("models/<id:model_id>", models.ModelView.as_view()),
    path("models/<id:model_id>/promote", models.PromoteView.as_view()),
    path("models/<id:model_id>/card", evaluations.CardView.as_view()),
    path("models/<id:model_id>/card/images", evaluations.CardImagesView.as_view()),
    path("models/<id:model_id>/comparison", evaluations.ComparisonView.as_view()),
    path("models/<id:model_id>/comparison/images", evaluations.ComparisonImagesView.as_view()),
    path("models/<id:model_id>/measurements", evaluations.MeasurementsView.as_view()),
    path("projects/<id:project_id>/imports", imports.ImportsView.as_view()),
    path("projects/<id:project_id>/exports", exports.ExportsView.as_view()),
    path("exports/<id:export_id>/file", files.ExportFileView.as_view()),
    path("dataset-versions/<id:version_id>/file", files.DatasetFileView.as_view()),
    path("projects/<id:project_id>/statistics", statistics.StatisticsView.as_view()),
    path("projects/<id:project_id>/ledger", ledger.LedgerView.as_view()),
    path("categories/<id:category_id>/suggestions", ledger.SuggestionRuleView.as_view()),
    path("projects/<id:project_id>/distributions", distributions.DistributionsView.as_view()),
    path("schema", schema.SchemaView.as_view()),
    path("docs", schema.DocsView.as_view()),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include(api)),
    path("admin/", admin.site.urls),
    path("health", health.health),
    path("metrics", health.MetricsView.as_view()),
    # Browsers ask for it on pages that name no icon, such as the admin's.
    path("favicon.ico", RedirectView.as_view(url="/static/favicon.svg")),
    path("sign-in/link", pages.sign_in_by_link),
    re_path(r"^(?:(?:sign-in|account)/?|projects(?:/.*)?)?$", pages.shell),
]

handler400 = "annotator.api.problems.bad_request"
handler403 = "annotator.api.problems.forbidden"
handler404 = "annotator.api.problems.not_found"
handler500 = "annotator.api.problems.server_error"
