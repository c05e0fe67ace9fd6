using Reliably.GitOps.Documents;
using Reliably.GitOps.Documents.Editing;

namespace Reliably.GitOps.Starters;

/// <summary>Activities as YAML, in the form people write them: ready to paste into a method, a hypothesis or the rollbacks.</summary>
public static class ActivityText
{
    /// <summary>The value as an item of a list. Ends with a line feed.</summary>
    public static string AsItem(DataNode activity) => ValueWriter.Document(new DataNode.Sequence([activity]));
}
