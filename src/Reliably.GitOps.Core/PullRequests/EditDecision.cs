using System.Collections.Immutable;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.PullRequests;

/// <summary>What an edit that somebody asked for in a comment comes to, at one commit. Pure: the same documents give the same bytes.</summary>
public abstract record EditDecision
{
    private EditDecision()
    {
    }

    /// <summary>Decides an edit.</summary>
    /// <param name="what">What is asked for, as typed.</param>
    /// <param name="documents">The documents that it is asked of.</param>
    public static EditDecision Of(PullRequestCommand.Edit what, RepositorySnapshot documents)
    {
        ArgumentNullException.ThrowIfNull(what);
        ArgumentNullException.ThrowIfNull(documents);
        return what switch
        {
            PullRequestCommand.Edit.New made => NewEdit.Decide(made, documents),
            PullRequestCommand.Edit.Add add => AddEdit.Decide(add, documents),
            PullRequestCommand.Edit.Templatize templatize => TemplatizeEdit.Decide(templatize, documents),
            _ => throw new InvalidOperationException($"'{what.Verb}' is no edit."),
        };
    }

    /// <summary>A document, new or changed, in which no error was found.</summary>
    /// <param name="Path">Where, from the root.</param>
    /// <param name="Content">Its whole text.</param>
    /// <param name="IsNew">There is no such document yet.</param>
    /// <param name="Subject">What was done, in a line: <c>Add http/status to checkout/replica-loss</c>. Plain text with names as they were typed.</param>
    public sealed record Write(string Path, ReadOnlyMemory<byte> Content, bool IsNew, string Subject) : EditDecision
    {
        /// <summary>What somebody should know who reads the change, a sentence each.</summary>
        public ImmutableArray<string> Notes { get; init; } = [];

        /// <summary>The same place and the same bytes.</summary>
        public bool IsSameAs(Write other)
        {
            ArgumentNullException.ThrowIfNull(other);
            return Path == other.Path && IsNew == other.IsNew && Content.Span.SequenceEqual(other.Content.Span);
        }
    }

    /// <summary>Nothing is written.</summary>
    /// <param name="Reason">Why, as a sentence of plain text.</param>
    /// <param name="Hint">What to do, as a sentence; null where nothing can be done.</param>
    public sealed record Refused(string Reason, string? Hint = null) : EditDecision;

    /// <summary>The document as it would be, or what is wrong with it: none that has errors is written.</summary>
    internal static EditDecision Checked(Write write, RepositorySnapshot documents)
    {
        var others = (documents.State?.Readings ?? []).Where(reading => reading.Path != write.Path).Select(static reading => reading.File);
        var after = SnapshotReader.Read(others.Append(new(write.Path, write.Content)), null, documents);
        var wrong = after.Diagnostics.FirstOrDefault(finding => finding.Location.File == write.Path && finding.Severity == Severity.Error);
        if (wrong is null) return write;
        var place = wrong.Location.Span.Start.Line > 0 ? FormattableString.Invariant($":{wrong.Location.Span.Start.Line}") : "";
        return new Refused($"{write.Path}{place} would have an error. {wrong.Code}: {wrong.Message}", wrong.Hint);
    }

    /// <summary>A document of a kind by its name or path, also one with errors; null where there is none.</summary>
    internal static (RepositoryFile File, Slug Slug)? Find(RepositorySnapshot documents, DocumentKind kind, string typed)
    {
        if (!Slug.TryParse(typed, out var slug)) return null;
        var name = RepositoryLayout.Referred(kind, slug);
        var file = documents.FilesOf(kind).FirstOrDefault(file => RepositoryLayout.Classify(file.Path)!.Slug == name);
        return file is null ? null : (file, name);
    }

    internal static Refused Missing(RepositorySnapshot documents, DocumentKind kind, string typed)
    {
        var known = documents.FilesOf(kind).Select(static file => RepositoryLayout.Classify(file.Path)!.Slug.Value).ToList();
        var name = RepositoryLayout.NameOf(kind);
        return new($"There is no {name} '{typed}'.", Nearest.Hint(typed, known, known.Count == 0 ? $"There is no {name} at all." : $"There are: {string.Join(", ", known.Take(20))}."));
    }

    /// <summary>Why no document is written at a path; null where one may be.</summary>
    internal static Refused? Forbidden(string path)
    {
        if (path.Length > 200) return new("That name is too long.", "Choose one of at most 200 characters.");
        if (path.Any(static c => char.IsControl(c) || c is '\\' or ':')) return new($"'{path}' is no name of a document.", "Choose one of letters, digits, '-', '_' and single slashes.");
        return path.Split('/').Any(static part => part.StartsWith(".git", StringComparison.OrdinalIgnoreCase) || part.EndsWith('.') || part.EndsWith(' '))
            ? new($"'{path}' is not written: git has use for such names itself, or cannot check them out everywhere.", "Choose another name.")
            : null;
    }
}
