using NJsonSchema.Validation;

namespace Reliably.GitOps.Documents;

/// <summary>
/// What lies behind an error of a schema: of <c>oneOf</c> and its kin the errors of the alternative that was meant. That is the one whose own
/// kind of value (and <c>type</c>) fits; where several fit equally well, the error itself is all that can be said.
/// </summary>
internal static class SchemaCauses
{
    private const int NotMeant = 1000;

    public static IReadOnlyList<ValidationError> Of(ValidationError error)
    {
        if (error is not ChildSchemaValidationError { Errors.Count: > 0 } parent) return [error];
        var alternatives = parent.Errors.Values
            .Select(errors => errors.SelectMany(Of).ToList())
            .OrderBy(errors => Strangeness(parent, errors))
            .ToList();
        if (alternatives[0].Count == 0) return [error];
        return alternatives.Count > 1 && Strangeness(parent, alternatives[0]) == Strangeness(parent, alternatives[1]) ? [error] : alternatives[0];
    }

    private static int Strangeness(ValidationError parent, List<ValidationError> errors) =>
        errors.Count + (NotMeant * errors.Count(error => IsOfAnotherKind(parent, error)));

    private static bool IsOfAnotherKind(ValidationError parent, ValidationError error) => error.Kind switch
    {
        ValidationErrorKind.NotInEnumeration => error.Property == "type",
        ValidationErrorKind.ObjectExpected or ValidationErrorKind.ArrayExpected or ValidationErrorKind.StringExpected or ValidationErrorKind.NumberExpected
            or ValidationErrorKind.IntegerExpected or ValidationErrorKind.BooleanExpected or ValidationErrorKind.NullExpected => error.Path == parent.Path,
        _ => false,
    };
}
