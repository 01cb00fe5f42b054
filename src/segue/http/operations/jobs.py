"""Operations on jobs."""

from segue.http.openapi import bodies, examples
from segue.http.openapi.describe import job, jobs
from segue.http.operation import Operation
from segue.http.routes import jobs as routes

JOBS = "/segue/v1/jobs"
JOB = f"{JOBS}/{{job_id}}"


OPERATIONS = (
    Operation(
        id="createJob",
        method="POST",
        path=JOBS,
        tag="jobs",
        summary="Enrol very many contacts",
        endpoint=routes.create_job,
        described=job(
            202, body=(bodies.job("JobCreate"), examples.JOB_CREATE, f"{routes.LARGEST:,}")
        ),
        about=routes.create_job.__doc__ or "",
    ),
    Operation(
        id="listJobs",
        method="GET",
        path=JOBS,
        tag="jobs",
        summary="List jobs",
        endpoint=routes.list_jobs,
        described=jobs("A page.", "JobPage", examples.JOB_PAGE),
        about=routes.list_jobs.__doc__ or "",
    ),
    Operation(
        id="getJob",
        method="GET",
        path=JOB,
        tag="jobs",
        summary="Get a job",
        endpoint=routes.get_job,
        described=job(200, path=("JobId",)),
        about=routes.get_job.__doc__ or "",
    ),
    Operation(
        id="listJobOutcomes",
        method="GET",
        path=f"{JOB}/outcomes",
        tag="jobs",
        summary="List a job's outcomes",
        endpoint=routes.list_outcomes,
        described=jobs("A page.", "JobOutcomes", examples.JOB_OUTCOMES, path=("JobId",)),
        about=routes.list_outcomes.__doc__ or "",
    ),
    Operation(
        id="cancelJob",
        method="POST",
        path=f"{JOB}/_cancel",
        tag="jobs",
        summary="Cancel a job",
        endpoint=routes.cancel_job,
        described=job(200, path=("JobId",)),
        about=routes.cancel_job.__doc__ or "",
    ),
)
