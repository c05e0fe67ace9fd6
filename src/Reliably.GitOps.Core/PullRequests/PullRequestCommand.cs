using System.Collections.Immutable;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.PullRequests;

/// <summary>What somebody asks for in a comment: <c>/reliably …</c>. Names are as typed; whether they name anything is found out when it is carried out.</summary>
public abstract record PullRequestCommand
{
    private PullRequestCommand()
    {
    }

    /// <summary>The word after <c>/reliably</c>.</summary>
    public abstract string Verb { get; }

    /// <summary>What the person who types it must be allowed to do in the repository, at the least.</summary>
    public virtual RepositoryRole Needs => RepositoryRole.Write;

    /// <summary>Says what can be typed.</summary>
    public sealed record Help : PullRequestCommand
    {
        public override string Verb => "help";

        public override RepositoryRole Needs => RepositoryRole.Read;
    }

    /// <summary>Looks at the pull request again.</summary>
    public sealed record Validate : PullRequestCommand
    {
        public override string Verb => "validate";

        public override RepositoryRole Needs => RepositoryRole.Triage;
    }

    /// <summary>Says what runs, and how the check stands.</summary>
    public sealed record Status : PullRequestCommand
    {
        public override string Verb => "status";

        public override RepositoryRole Needs => RepositoryRole.Read;
    }

    /// <summary>Says in words what a document does.</summary>
    /// <param name="Document">Its name or path; null for all that the pull request changes.</param>
    public sealed record Explain(string? Document) : PullRequestCommand
    {
        public override string Verb => "explain";

        public override RepositoryRole Needs => RepositoryRole.Read;
    }

    /// <summary>Runs an experiment, or the experiments of a plan, as the head of the pull request has them.</summary>
    /// <param name="Target">Name or path of the experiment or plan.</param>
    /// <param name="Environment">Name of an environment of the base branch; null for none.</param>
    /// <param name="Dry">Nothing is carried out.</param>
    /// <param name="At">The commit that is meant; null where the comment says none. Always a whole name: seven digits can be made to fit another commit.</param>
    public sealed record Run(string Target, string? Environment, bool Dry, CommitSha? At) : PullRequestCommand
    {
        public override string Verb => "run";
    }

    /// <summary>Ends an execution.</summary>
    /// <param name="Execution">Its identifier or the beginning of one; null for all of this pull request's repository.</param>
    /// <param name="SkipRollbacks">Nothing is undone.</param>
    public sealed record Stop(string? Execution, bool SkipRollbacks) : PullRequestCommand
    {
        public override string Verb => "stop";
    }

    /// <summary>Holds an execution before its next activity.</summary>
    /// <param name="Execution">Its identifier or the beginning of one.</param>
    /// <param name="For">How long; null until somebody resumes it.</param>
    public sealed record Pause(string Execution, TimeSpan? For) : PullRequestCommand
    {
        public override string Verb => "pause";
    }

    /// <summary>Lets a paused execution go on.</summary>
    /// <param name="Execution">Its identifier or the beginning of one.</param>
    public sealed record Resume(string Execution) : PullRequestCommand
    {
        public override string Verb => "resume";
    }

    /// <summary>Gives the second person's word for an execution.</summary>
    /// <param name="Execution">Its identifier or the beginning of one.</param>
    public sealed record Approve(string Execution) : PullRequestCommand
    {
        public override string Verb => "approve";
    }

    /// <summary>Stops everything that runs for this repository and keeps new runs from starting, or ends that.</summary>
    public sealed record EmergencyStop(bool On) : PullRequestCommand
    {
        public override string Verb => "emergency-stop";
    }

    /// <summary>Asks the assistant.</summary>
    /// <param name="Question">The rest of the line.</param>
    public sealed record Ask(string Question) : PullRequestCommand
    {
        public override string Verb => "ask";

        public override RepositoryRole Needs => RepositoryRole.Triage;
    }

    /// <summary>Changes documents, as a commit of ours on the pull request's branch.</summary>
    public abstract record Edit : PullRequestCommand
    {
        private Edit()
        {
        }

        /// <summary>Makes an experiment of a template.</summary>
        /// <param name="Template">Name of the template.</param>
        /// <param name="Name">Name of the experiment; null where the comment gives none.</param>
        /// <param name="Values">Parameters by name, as typed.</param>
        public sealed record New(string Template, string? Name, ImmutableDictionary<string, string> Values) : Edit
        {
            public override string Verb => "new";
        }

        /// <summary>Adds a starter's activity to an experiment.</summary>
        /// <param name="Starter">Name of the starter.</param>
        /// <param name="Experiment">Name or path of the experiment.</param>
        /// <param name="Part"><c>hypothesis</c>, <c>method</c> or <c>rollbacks</c>; null for the part that fits.</param>
        /// <param name="Values">Arguments by name, as typed.</param>
        public sealed record Add(string Starter, string Experiment, string? Part, ImmutableDictionary<string, string> Values) : Edit
        {
            public override string Verb => "add";
        }

        /// <summary>Makes a template of an experiment.</summary>
        /// <param name="Experiment">Name or path of the experiment.</param>
        public sealed record Templatize(string Experiment) : Edit
        {
            public override string Verb => "templatize";
        }
    }
}
